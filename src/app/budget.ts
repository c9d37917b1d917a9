/** Time that runs only while it is spent. */
export class Budget {
  #leftMs: number;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  #over: () => void = () => {};

  constructor(ms: number) {
    this.#leftMs = ms;
  }

  /** @param over what happens when nothing is left; the one of before where there is none */
  spend(over = this.#over): void {
    this.hold();
    this.#over = over;
    this.#since = performance.now();
    this.#timer = setTimeout(over, Math.max(0, this.#leftMs));
  }

  hold(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#leftMs -= performance.now() - this.#since;
  }
}
