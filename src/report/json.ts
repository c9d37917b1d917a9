import type { Change, Entry, Exposure, ExposureDiff, Hop, Target } from '../exposure/exposure.ts';
import type { MeshPath } from '../exposure/mesh.ts';
import type { MeshControls } from '../graph/mesh/controls.ts';
import { policyName } from '../graph/policy/path-verdict.ts';
import type { Finding } from '../model/finding.ts';
import type { Gap } from '../model/gap.ts';
import { plain } from '../model/message.ts';
import type { ObjectRef } from '../model/resource.ts';
import { type Position, withCauses } from '../model/source.ts';
import type { Unit } from '../model/unit.ts';
import { decisionWords } from './decision-words.ts';
import type { Verdict } from './report.ts';
import type { Surface } from './surface.ts';

/** A value that `JSON.stringify` writes as it stands; nothing in it is undefined. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

type Fields = { readonly [key: string]: Json };

/**
 * `portcullis diff --format json`. The shape is a contract: keys may be added, never renamed or dropped.
 *
 * @param milliseconds what the review took; the caller has the clock
 * @see docs/command-line.md
 */
export function diffJson(verdict: Verdict, { milliseconds }: { readonly milliseconds: number }): Json {
  return {
    version: 1,
    conclusion: verdict.conclusion,
    title: verdict.title,
    units: verdict.units.map(unitJson),
    diff: exposureDiffJson(verdict.diff),
    findings: verdict.findings.map((finding) => ({ ...findingFields(finding), ...acceptedJson(finding, verdict) })),
    gaps: verdict.gaps.map((gap) => ({ ...gapFields(gap), ...acceptedJson(gap.acceptable, verdict) })),
    stats: { ...verdict.stats, milliseconds },
  };
}

/** `portcullis surface --format json`. */
export const surfaceJson = ({ units, exposures, gaps }: Surface): Json => ({
  version: 1,
  units: units.map(unitJson),
  exposures: exposures.map(exposureJson),
  gaps: gaps.map(gapJson),
});

const unitJson = ({ id, renderer, root, environment, complete }: Unit): Json =>
  present({ id, renderer, root, environment, complete });

const exposureDiffJson = (diff: ExposureDiff): Json => ({
  added: diff.added.map(exposureJson),
  removed: diff.removed.map(exposureJson),
  widened: diff.widened.map(changeJson),
  narrowed: diff.narrowed.map(changeJson),
  rerouted: diff.rerouted.map(changeJson),
  changed: diff.changed.map(changeJson),
  moved: diff.moved.map(changeJson),
});

const changeJson = ({ before, after, attributes, backends }: Change): Json =>
  present({ before: exposureJson(before), after: exposureJson(after), attributes, backends });

export const exposureJson = (exposure: Exposure): Json => ({
  ...(exposure.publishedAs ? { publishedAs: exposure.publishedAs } : {}),
  key: exposure.key,
  unit: exposure.unit,
  units: exposure.units,
  certainty: exposure.certainty,
  entry: entryJson(exposure.entry),
  reach: exposure.reach,
  reachBasis: exposure.reachBasis,
  sources: exposure.sources,
  transport: exposure.transport,
  auth: exposure.auth,
  active: exposure.active,
  hops: [...doorHops(exposure.entry), ...exposure.hops].map(hopJson),
  target: exposure.target === undefined ? null : targetJson(exposure.target),
  policy: { state: exposure.policy.state, by: exposure.policy.by.map(policyName) },
  ...(exposure.mesh ? { mesh: meshJson(exposure.mesh) } : {}),
  at: positionJson(exposure.at),
  because: causesOf(exposure).map(positionJson),
});

const entryJson = ({ kind, object, port, nodePort, protocol, host, path, conditions, answers, address }: Entry): Json =>
  present({ kind, object: objectJson(object), port, nodePort, protocol, host, path, conditions, answers, address });

/** A gateway is passed before the route that is attached to it, and so it is the first of the hops. */
const doorHops = ({ door, port }: Entry): readonly Hop[] =>
  door === undefined ? [] : [{ ...door, port, targetPort: undefined }];

const hopJson = ({ kind, namespace, name, port, targetPort }: Hop): Json =>
  present({ kind, namespace, name, port, targetPort });

/** What the mesh asks at the gateway and at the pods, by the policies that ask for it. */
const meshJson = ({ door, workload }: MeshPath): Json =>
  present({ door: door && controlsJson(door), workload: workload && controlsJson(workload) });

const controlsJson = ({ mtls, allowedBy, denied, asked, tokensBy }: MeshControls): Json =>
  present({
    mtls: mtls && { mode: mtls.mode, by: mtls.by },
    allowedBy,
    deniedBy: namesOf(denied),
    askedBy: namesOf(asked),
    tokensBy,
  });

const namesOf = (all: MeshControls['denied']): readonly string[] => [...new Set(all.map(({ by }) => by))];

const targetJson = ({ kind, namespace, name, port, protocol, container }: Target): Json =>
  present({ kind, namespace, name, port, protocol, container });

/** Why it does not count, where that is decided. */
function acceptedJson(about: { readonly fingerprint: string } | undefined, { decisions }: Verdict): Fields {
  const decision = decisions.made.get(about?.fingerprint ?? '');
  if (decision === undefined) return {};
  return { accepted: { by: decision.source, says: plain(decisionWords(decision)) } };
}

export const findingJson = (finding: Finding): Json => findingFields(finding);

const findingFields = (finding: Finding): Fields =>
  present({
    rule: finding.rule,
    also: finding.also,
    severity: finding.severity,
    state: finding.state,
    message: plain(finding.message),
    help: plain(finding.help),
    fingerprint: finding.fingerprint,
    covers: finding.covers,
    units: finding.units,
    at: positionJson(finding.at),
    until: finding.until && { line: finding.until.line, column: finding.until.column },
    because: causesOf(finding).map(positionJson),
    was: finding.was.map(positionJson),
    suggestion: finding.suggestion,
    object: objectJson(finding.object),
    ...(finding.others.length > 0 && { others: finding.others.map(objectJson) }),
    exposure: finding.exposure,
  });

export const gapJson = (gap: Gap): Json => gapFields(gap);

const gapFields = ({ reason, side, blocks, message, at, acceptable }: Gap): Fields => ({
  ...(acceptable && { fingerprint: acceptable.fingerprint }),
  reason,
  side,
  blocks,
  message: plain(message),
  at: positionJson(at),
});

const objectJson = ({ kind, namespace, name }: ObjectRef): Json => present({ kind, namespace, name });

/** What is told beside `at`: first where its own value comes from. */
const causesOf = ({
  at,
  because,
}: {
  readonly at: Position;
  readonly because: readonly Position[];
}): readonly Position[] => withCauses([at, ...because]).slice(1);

const positionJson = ({ path, line, column }: Position): Json => ({ path, line, column });

/** Without the keys that have no value. */
const present = (fields: { readonly [key: string]: Json | undefined }): Fields =>
  Object.fromEntries(Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
