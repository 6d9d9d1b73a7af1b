/** The greatest number of a bigint less the one that stands for "open". */
const GREATEST = 9_223_372_036_854_775_806n;

/** Whether a text is a position of a log as Postgres can hold it. */
export const isPosition = (text: string): boolean => /^(0|[1-9]\d{0,18})$/.test(text) && BigInt(text) <= GREATEST;
