import { createRequire } from 'node:module';

const { default: Sequencer } = createRequire(import.meta.url)('@jest/test-sequencer');

/** Suites that start the application again and again, so that none of them is the last one running while a core has nothing to do. */
const LONG = [
  /\/test\/chaos\//,
  /\/test\/standalone\//,
  /\/test\/cli\//,
  /\/test\/model\//,
  /embedded\.e2e/,
  /exports\.e2e/,
];

const isLong = ({ path }) => LONG.some((pattern) => pattern.test(path));

/** The order that jest would take, but with the long suites first: on a fresh checkout it knows nothing of how long they take. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const usual = super.sort(tests);
    return [...usual.filter(isLong), ...usual.filter((test) => !isLong(test))];
  }
}
