// Loaded before the server's own main module (`node --import`): a server started for one command must not outlive it, also where
// the command line was killed without a chance to say so. The pipe on stdin then ends, and the server stops as on SIGTERM.
process.stdin.on('end', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.on('error', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.resume();
(process.stdin as unknown as { unref?: () => void }).unref?.();

// Every module is one.
export {};
