/** Which state of the register a field asks for. */
export interface StateArguments {
  readonly asOf?: string | null;
  readonly minPosition?: string | null;
  readonly token?: string | null;
}

/** The same without what was left out. */
export const stateFrom = ({ asOf, minPosition, token }: StateArguments) => ({
  asOf: asOf ?? null,
  minPosition: minPosition ?? null,
  token: token ?? null,
});
