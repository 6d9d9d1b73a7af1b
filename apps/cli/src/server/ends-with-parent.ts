// Loaded before the server's own main module (`node --import`): a server started for one command must not outlive it, also where
// the command line was killed without a chance to say so. The pipe on stdin then ends, and the server stops as on SIGTERM.
let told = false;

/** Once: a second SIGTERM means "do not wait". */
function stop(): void {
  if (told) return;
  told = true;
  process.kill(process.pid, 'SIGTERM');
}

process.stdin.on('end', stop);
process.stdin.on('error', stop);
process.stdin.resume();
(process.stdin as unknown as { unref?: () => void }).unref?.();
// Nobody listens any more then; what is said while stopping must not end it half way.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

// Every module is one.
export {};
