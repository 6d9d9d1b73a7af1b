import fs from 'node:fs';

const NEWLINE = 0x0a;

/**
 * The events as JSON Lines, one line for each append, so that an append is whole in the file or not there at all.
 * What a crash left of a last line is cut off. `lines` are what stood in the file, each with the offset it begins at.
 */
export function openEventFile(path, { fsync = false, keep = Infinity } = {}) {
  const text = fs.existsSync(path) ? fs.readFileSync(path) : Buffer.alloc(0);
  const { lines, end } = wholeLines(text, keep);
  const file = fs.openSync(path, 'a+');
  if (end < text.length) fs.ftruncateSync(file, end);
  let size = end;
  return {
    lines,
    get size() {
      return size;
    },
    /** Returns the offset of the line. */
    append(value) {
      const line = Buffer.from(`${JSON.stringify(value)}\n`);
      fs.writeSync(file, line);
      if (fsync) fs.fdatasyncSync(file);
      const at = size;
      size += line.length;
      return at;
    },
  };
}

/** Whole lines from the beginning while they hold at most `keep` events of applications (a line of the system's is always kept). */
function wholeLines(text, keep) {
  const lines = [];
  let end = 0;
  let events = 0;
  for (let newline = text.indexOf(NEWLINE); newline !== -1; newline = text.indexOf(NEWLINE, end)) {
    const value = JSON.parse(text.toString('utf8', end, newline));
    if (!value.stream.startsWith('$')) events += value.events.length;
    if (events > keep) break;
    lines.push({ at: end, value });
    end = newline + 1;
  }
  return { lines, end };
}
