/** What was opened, to be closed in the reverse order. */
export interface Undoing {
  later(step: () => Promise<void> | void): void;
  /** Runs every step, also when one fails; then throws the first failure. A second call does nothing. */
  undo(): Promise<void>;
}

export function undoing(): Undoing {
  const steps: (() => Promise<void> | void)[] = [];
  return {
    later: (step) => void steps.push(step),
    async undo() {
      const failures: unknown[] = [];
      for (let step = steps.pop(); step; step = steps.pop())
        try {
          await step();
        } catch (error) {
          failures.push(error);
        }
      if (failures.length > 0) throw failures[0];
    },
  };
}
