import type { Position } from '../../../model/source.ts';
import type { Origin } from './text.ts';

/** The places of values that were looked up. Shared, and never changed once they were handed on. */
export type Places = readonly Position[];

export const noPlaces: Places = [];

/** More than this are no help to anybody who looks for the cause of a line. */
const maxPlaces = 48;

/** `first` and what it does not have of `others`. */
export function joined(first: Places, others: Places): Places {
  if (first.length === 0) return others;
  if (others.length === 0) return first;
  const more = others.filter((place) => !first.includes(place));
  return more.length === 0 ? first : [...first, ...more].slice(0, maxPlaces);
}

/** What one action reads, and what a whole template reads for whoever includes it. */
export class Reads {
  #places: Position[] = [];

  add(place: Position | undefined): void {
    if (place === undefined || this.#places.length >= maxPlaces || this.#places.includes(place)) return;
    this.#places.push(place);
  }

  addAll(places: Places): void {
    for (const place of places) this.add(place);
  }

  get places(): Places {
    return this.#places;
  }

  /** What was read, and a fresh start. */
  take(): Places {
    if (this.#places.length === 0) return noPlaces;
    const taken = this.#places;
    this.#places = [];
    return taken;
  }
}

/**
 * A piece's own origin, or where it has none, or only values, the one of the action that prints it; and the conditions
 * that it is printed under.
 */
export function printedFrom(own: Origin | undefined, action: Origin, conditions: Places): Origin {
  if (own === undefined) return action;
  if (own.template === undefined) return { template: action.template, values: joined(own.values, action.values) };
  const values = joined(own.values, conditions);
  return values === own.values ? own : { template: own.template, values };
}
