/** Lets one wait until something happened since the last wait; what happens while nobody waits is not lost. */
export function createBell(): { readonly ring: () => void; readonly wait: () => Promise<void> } {
  let rung = false;
  let wake = (): void => {};
  return {
    ring: () => {
      rung = true;
      wake();
    },
    wait: async () => {
      if (!rung) await new Promise<void>((resolve) => (wake = resolve));
      rung = false;
    },
  };
}
