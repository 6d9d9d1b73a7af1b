/** The same server with other credentials or another database; parameters (`sslmode`) are kept. */
export function withUrl(base: string, change: { database?: string; user?: string; password?: string }): string {
  const url = new URL(base);
  if (change.database !== undefined) url.pathname = `/${encodeURIComponent(change.database)}`;
  if (change.user !== undefined) url.username = encodeURIComponent(change.user);
  if (change.password !== undefined) url.password = encodeURIComponent(change.password);
  return url.toString();
}

/** The database that an address names. */
export const databaseOf = (address: string): string => decodeURIComponent(new URL(address).pathname.slice(1));

/** Host and database, for messages: never the password. */
export function describeUrl(address: string): string {
  const { host, pathname } = new URL(address);
  return `${host}${pathname}`;
}
