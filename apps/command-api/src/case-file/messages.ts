import type { Rejection } from '#libs/contracts';
import type { CommandAnswer } from '../answer.ts';

/** A rejection with the line of the field it is about, where the file's form tells it, else of the command. */
export interface PlacedRejection extends Rejection {
  readonly line: number;
}

/** Where a command stands in the file. What is null could not be read. */
interface Placed {
  /** Counted from 1; the line where the command begins. */
  readonly line: number;
  readonly command: string | null;
  readonly as: string | null;
  readonly record: string | null;
}

/** A command, or a part of the file, that was not taken; everything that does not depend on it goes on. */
export interface RejectedMessage extends Placed {
  readonly kind: 'rejected';
  /** Only for errors of syntax; counted from 1. */
  readonly column?: number;
  readonly rejections: readonly PlacedRejection[];
}

/** What an import tells while it runs. The last message is the summary. */
export type ImportMessage =
  | {
      readonly kind: 'progress';
      readonly done: number;
      /** Null while it is not known. */ readonly total: number | null;
    }
  | RejectedMessage
  | (Placed & { readonly kind: 'accepted'; readonly answer: CommandAnswer })
  | {
      readonly kind: 'summary';
      /** Null where the file gave none that can be read. */
      readonly namespace: string | null;
      readonly commands: number;
      readonly accepted: number;
      readonly repeated: number;
      readonly rejected: number;
      /** The greatest position of an accepted or repeated command; null where there is none, and for rehearsals. */
      readonly position: string | null;
      readonly dryRun: boolean;
    };
