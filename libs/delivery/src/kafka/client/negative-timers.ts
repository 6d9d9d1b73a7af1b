/** kafkajs asks for timers in the past, which mean "at once"; newer versions of Node warn of each. The stack tells whose timer it is. */
export function isKafkajsTimer(name: unknown, stack: string): boolean {
  return name === 'TimeoutNegativeWarning' && /[\\/]node_modules[\\/]kafkajs[\\/]/.test(stack);
}

let silenced = false;

/** From now on Node does not warn of kafkajs' timers; of everybody else's it does. */
export function silenceNegativeTimers(): void {
  if (silenced) return;
  silenced = true;
  const emit = process.emitWarning.bind(process) as (...given: unknown[]) => void;
  process.emitWarning = (...given: unknown[]) => {
    if (isKafkajsTimer(given[1], new Error('who set the timer').stack ?? '')) return;
    emit(...given);
  };
}
