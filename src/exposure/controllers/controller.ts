import type { Placed } from '../../model/source.ts';
import type { ArrivesAs, Transport } from '../exposure.ts';

export type Annotations = ReadonlyMap<string, Placed<string>>;

/** What the annotations of a route say about who may come and how, as its controller reads them. */
export interface RouteControls {
  /** CIDRs of the clients that may come; empty is everybody. A text that is no CIDR stands for clients nobody can list. */
  readonly sources: readonly Placed<string>[];
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
  readonly read: (annotations: Annotations, hasCertificate: boolean) => RouteControls;
  /** How it serves a host where no annotation decides. */
  readonly transport: (hasCertificate: boolean) => Transport;
  /** Names of annotations that reach into the controller itself; `critical` ones put text into its configuration. */
  /** How its requests reach the pods, where it is no pod of the cluster. */
  readonly arrivesAs?: (annotations: Annotations) => ArrivesAs;
  /** Where its own pods run and how they are labelled, by its usual installation. */
  readonly pods?: ProxyPods;
  readonly dangerous: ReadonlyMap<string, 'critical' | 'high'>;
}

export interface ProxyPods {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

export const noControls: RouteControls = { sources: [], auth: [], aliases: [], transport: undefined };

/** A certificate alone does not close port 80. */
export const withoutRedirect = (hasCertificate: boolean): Transport => (hasCertificate ? 'tls+plaintext' : 'plaintext');

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

/** Clients that stand in no manifest: those whom another object or a cloud's own settings admit. */
export const unlisted = (whose: string, { at }: Placed<unknown>): Placed<string> => ({
  value: `those of ${whose}`,
  at,
});
export const isUnlisted = (source: string): boolean => source.startsWith('those of ');

export const isTrue = (written: Placed<string> | undefined): written is Placed<string> =>
  written !== undefined && /^(true|1|t)$/i.test(written.value.trim());

export const isFalse = (written: Placed<string> | undefined): written is Placed<string> =>
  written !== undefined && /^(false|0|f)$/i.test(written.value.trim());
