import { createHash } from 'node:crypto';
import { type Anchor, type EvidenceItem, readEvent } from '#libs/contracts';
import { type Attachment, checkAnchors, codePointLength } from '#libs/domain';
import type { EventLog } from '#libs/event-log';

const digest = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

function anchorsIn(data: unknown, source: string): Anchor[] {
  const { claim, evidence } = data as { claim?: { evidence: EvidenceItem[] }; evidence?: EvidenceItem[] };
  return [...(claim?.evidence ?? []), ...(Array.isArray(evidence) ? evidence : [])]
    .filter((item) => item.source === source && item.anchored)
    .map((item) => item.anchored!);
}

const key = ({ start, end, quoteSha256 }: Anchor): string => `${start}-${end}-${quoteSha256}`;

/** Every anchor in the source that the log holds, corrected reports included, and the position up to which it was read. */
async function anchorsOf(log: EventLog, source: string): Promise<{ anchors: Anchor[]; upTo: string }> {
  const found = new Map<string, Anchor>();
  let after = '0';
  for (;;) {
    const page = await log.readAll({ after, limit: 1000 });
    for (const event of page) {
      const { data } = readEvent(event);
      const report = 'report' in data ? data.report : data;
      for (const anchor of anchorsIn(report, source)) found.set(key(anchor), anchor);
    }
    if (page.length === 0) return { anchors: [...found.values()], upTo: after };
    after = page.at(-1)!.position;
  }
}

/** Checks a document against every quote anchored in the source. The text is hashed and forgotten. Cost: one read of the log. */
export async function checkAttachment(log: EventLog, source: string, text: string): Promise<Attachment> {
  const { anchors, upTo } = await anchorsOf(log, source);
  const { checked, failures } = checkAnchors(text, anchors, digest);
  return {
    sha256: digest(text),
    length: codePointLength(text),
    upTo,
    checked,
    failed: failures.map(({ anchor }) => anchor),
  };
}
