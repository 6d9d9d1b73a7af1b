/** Run by a server's process: tells where it listens, and answers how many statements it has sent since it was last asked. */
export function serveParent({ url, statements = () => 0 }) {
  process.on('message', (message) => {
    if (message === 'statements') process.send({ statements: statements() });
  });
  process.on('disconnect', () => process.exit(0));
  process.send({ url });
}

/** Counts what a driver sends. @returns {() => number} how many since the last call */
export function counted(pg) {
  let sent = 0;
  const query = pg.Client.prototype.query;
  pg.Client.prototype.query = function counting(...given) {
    sent += 1;
    return query.apply(this, given);
  };
  return () => {
    const before = sent;
    sent = 0;
    return before;
  };
}
