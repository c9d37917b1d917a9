import type { ConnectedRoute } from '../../graph/graph.ts';
import type { ReachVerdict } from '../../graph/reach.ts';
import { canonicalCidrs, everywhere, without } from '../../model/cidr.ts';
import { isPlaceholder } from '../../model/placeholder.ts';
import type { Placed } from '../../model/source.ts';
import type { Transport } from '../../model/transport.ts';
import { unlisted } from '../../model/unlisted.ts';
import type { ArrivesAs } from '../exposure.ts';

export type Annotations = ReadonlyMap<string, Placed<string>>;

/** What the annotations of a route say about who may come and how, as its controller reads them. */
export interface RouteControls {
  /** CIDRs of the clients that may come; empty is everybody. A text that is no CIDR stands for clients nobody can list. */
  readonly sources: readonly Placed<string>[];
  /** Each range as it is written, whether it lets clients in or keeps them out. */
  readonly ranges: readonly Placed<string>[];
  /** What a request has to pass first, each as a person would call it. */
  readonly auth: readonly Placed<string>[];
  /** Other hosts that are served like the first one. */
  readonly aliases: readonly Placed<string>[];
  /** Undefined where no annotation decides it. */
  readonly transport: Placed<Transport> | undefined;
}

/** One ingress controller: which routes are its own, and how it reads their annotations. */
export interface Controller {
  readonly name: string;
  /** Is this its class? `controller` is what the IngressClass of the unit says, where there is one. */
  readonly answersFor: (className: string, controller: string | undefined) => boolean;
  /** Annotations with one of these prefixes are meant for it. */
  readonly prefixes: readonly string[];
  readonly read: (annotations: Annotations, hasCertificate: boolean, joined: ConnectedRoute['joined']) => RouteControls;
  /** True where it takes every certificate of `spec.tls` for every host, and does not look at the hosts beside it. */
  readonly ignoresTlsHosts?: true;
  /** How it serves a host where no annotation decides. */
  readonly transport: (hasCertificate: boolean) => Transport;
  /** What its routes open, where that is not what the kind of route says. */
  readonly opens?: 'tunnel';
  /** From where its routes can be reached, where the annotations or its nature tell. */
  readonly reach?: (annotations: Annotations) => ReachVerdict;
  /** How its requests reach the pods, where it is no pod of the cluster. */
  readonly arrivesAs?: (annotations: Annotations) => ArrivesAs;
  /** Where its own pods run and how they are labelled, by its usual installation. */
  readonly pods?: ProxyPods;
  /** Annotations that reach into the controller itself, or past it. */
  readonly dangerous: ReadonlyMap<string, Danger>;
}

export interface ProxyPods {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Danger {
  /** `critical` puts text into the controller's configuration; a `guard` closes where it is added, but may open where it changes. */
  readonly risk: 'critical' | 'high' | 'guard';
  /** What follows «which», in our own words. */
  readonly does: string;
  /** The only value that does it; undefined is any. */
  readonly only?: (written: Placed<string>) => boolean;
}

/** What follows «which» for every annotation that holds configuration. */
export const inject =
  "injects its text into the controller's configuration, where it can read all that the controller may";

export const noControls: RouteControls = { sources: [], ranges: [], auth: [], aliases: [], transport: undefined };

/** A certificate alone does not close port 80. */
export const withoutRedirect = (hasCertificate: boolean): Transport => (hasCertificate ? 'tls+plaintext' : 'plaintext');

/** With a certificate for the host, plain HTTP is answered with a redirect. */
export const withRedirect = (hasCertificate: boolean): Transport => (hasCertificate ? 'tls+redirect' : 'plaintext');

/** The first annotation of these names that is there and not empty. */
export function firstOf(annotations: Annotations, ...names: readonly string[]): Placed<string> | undefined {
  for (const name of names) {
    const found = annotations.get(name);
    if (found !== undefined && found.value.trim() !== '') return found;
  }
  return undefined;
}

/** The items of a comma-separated value. */
export const listOf = (written: Placed<string> | undefined): readonly Placed<string>[] =>
  (written?.value ?? '').split(',').flatMap((item) => {
    const value = item.trim();
    return written === undefined || value === '' ? [] : { value, at: written.at };
  });

/** The same words at the place of `written`, or nothing where that is not there. */
export const called = (name: string, written: Placed<unknown> | undefined): readonly Placed<string>[] =>
  written === undefined ? [] : [{ value: name, at: written.at }];

/** It filters what is sent, and asks nobody who he is. */
export const firewall = 'a web application firewall';

/** The clients of `allowed`, or everybody where that is empty, but those of `denied`. */
export function allBut(
  allowed: readonly Placed<string>[],
  denied: readonly Placed<string>[],
): readonly Placed<string>[] {
  const first = denied[0];
  if (first === undefined) return allowed;
  const { at } = allowed[0] ?? first;
  const left = without(allowed.length > 0 ? valuesOf(allowed) : everywhere, valuesOf(denied));
  return left.length > 0 ? left.map((value) => ({ value, at })) : [unlisted('nobody', { value: '', at })];
}

const valuesOf = (placed: readonly Placed<string>[]): readonly string[] => placed.map(({ value }) => value);

const orFrom = ', or a source range: ';

/** Who knows no password comes from the right address, and the other way round; from everywhere nobody needs one. */
export function either(
  logins: readonly Placed<string>[],
  ranges: readonly Placed<string>[],
  { at }: Placed<unknown>,
): readonly Placed<string>[] {
  const sources = canonicalCidrs(valuesOf(ranges));
  if (sources.length === 0) return logins;
  if (sources.includes('0.0.0.0/0')) return [];
  return logins.map(({ value }) => ({ value: `${value}${orFrom}${sources.join(', ')}`, at }));
}

/** The login and the ranges of {@link either}; undefined for what everybody has to pass. */
export function partsOfEither(
  auth: string,
): { readonly login: string; readonly ranges: readonly string[] } | undefined {
  const [login = '', ranges] = auth.split(orFrom);
  return ranges === undefined ? undefined : { login, ranges: ranges.split(', ') };
}

// As Go's strconv.ParseBool, by which the controllers read: no blanks, no mixed case. https://pkg.go.dev/strconv#ParseBool
export const isTrue = (written: Placed<string> | undefined): written is Placed<string> =>
  written !== undefined && ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(written.value);

export const isFalse = (written: Placed<string> | undefined): written is Placed<string> =>
  written !== undefined && ['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(written.value);

/** How it is served nobody can tell where something fills in the annotation before it is applied. */
export const undecided = (written: Placed<string> | undefined): Placed<Transport> | undefined =>
  written !== undefined && isPlaceholder(written.value) ? { value: 'unknown', at: written.at } : undefined;
