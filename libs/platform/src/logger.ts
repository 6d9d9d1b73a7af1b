/** The part of pino that platform code needs: fields first, then one message. Never hand it personal data. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** For tests and for tools whose only output is their data. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
