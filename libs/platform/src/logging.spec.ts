import { describe, expect, it } from '@jest/globals';

import { createLogger, nestLogger } from './logging.ts';
import { makeToken } from './tokens.ts';

function capture(format: 'json' | 'pretty', level: 'info' | 'debug' = 'debug') {
  const lines: string[] = [];
  const logger = createLogger({ level, format, colour: false, stream: { write: (line) => void lines.push(line) } });
  return { lines, logger };
}

describe.each(['json', 'pretty'] as const)('the log in %s', (format) => {
  it('covers secrets wherever they turn up', () => {
    const { lines, logger } = capture(format);
    const token = makeToken();
    const url = 'postgresql://afa:hunter2@127.0.0.1:5999/afa';
    logger.info(
      { authorization: 'hunter2', headers: { cookie: 'hunter2' }, request: { headers: { authorization: 'hunter2' } } },
      'one',
    );
    logger.info({ anything: url, deep: { er: [{ token: 'x', value: token }] } }, `connect to ${url} with ${token}`);
    logger.warn({ err: new Error(`bad: ${url}`) }, 'Authorization: Bearer hunter2');
    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toContain('hunter2');
    expect(lines.join('')).not.toContain(token);
    expect(lines.join('')).toContain('[hidden]@127.0.0.1:5999/afa');
  });

  it('is one line for each message', () => {
    const { lines, logger } = capture(format);
    logger.info({ events: 3 }, 'Imported\nthe case');
    expect(lines).toHaveLength(1);
    if (format === 'json')
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', events: 3, time: expect.stringMatching(/Z$/) });
    else expect(lines[0]).toMatch(/^\[\d\d:\d\d:\d\d\] INFO: Imported/);
  });
});

describe('nestLogger', () => {
  it('keeps context and stack apart from the message, and its start-up lines at debug', () => {
    const { lines, logger } = capture('json');
    const nest = nestLogger(logger);
    nest.log('Mapped {/v1}', 'RouterExplorer');
    nest.error('It broke', 'Error: It broke\n    at here.ts:1', 'Handler');
    nest.error(new Error('thrown'), 'Handler');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: 'debug', context: 'RouterExplorer', msg: 'Mapped {/v1}' },
      { level: 'error', context: 'Handler', stack: '    at here.ts:1', msg: 'It broke' },
      { level: 'error', context: 'Handler', err: { message: 'thrown' } },
    ]);
  });
});
