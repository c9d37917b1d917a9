import type { AuditCursor, AuditRow, Waivers } from '../store/waivers.ts';
import { type Page, privately } from './page.ts';

const noDate: Page = {
  status: 400,
  text: 'since is not a date such as 2026-01-31 or 2026-01-31T08:00:00Z\n',
  headers: privately,
};

/** So many entries are held at once. */
const atOnce = 500;

/** Who accepted what, and who took it back: one line of JSON each, oldest first. */
export function auditPage(waivers: Pick<Waivers, 'audit'>, query: URLSearchParams): Page {
  const since = momentOf(query.get('since') ?? '1970-01-01');
  if (since === undefined) return noDate;
  return { status: 200, type: 'application/x-ndjson', headers: privately, pieces: linesFrom(waivers, since) };
}

/** As ISO 8601 has it, a day in UTC or a moment; undefined for anything else that `Date` would make something of. */
function momentOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

async function* linesFrom(waivers: Pick<Waivers, 'audit'>, since: number): AsyncIterable<string> {
  for (let after: AuditCursor = { at: since, sequence: 0 }; ; ) {
    const rows = await waivers.audit({ since, after, limit: atOnce });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(lineOf).join('');
    after = last;
  }
}

function lineOf({ sequence, at, action, by, reason, waiver }: AuditRow): string {
  const covered = { ...waiver, grantedAt: iso(waiver.grantedAt), expiresAt: iso(waiver.expiresAt) };
  return `${JSON.stringify({ sequence, at: iso(at), action, by, reason, waiver: covered })}\n`;
}

/** Null for what is beyond a calendar's years: a time without an end. */
export const iso = (ms: number): string | null => (Math.abs(ms) <= lastMs ? new Date(ms).toISOString() : null);

/** @see https://tc39.es/ecma262/#sec-time-values-and-time-range */
const lastMs = 8.64e15;
