/** The files need more memory than an analysis may have. */
export class AnalysisTooLarge extends Error {
  override readonly name = 'AnalysisTooLarge';
}

/** The files keep an analysis busy for longer than it may be. */
export class AnalysisTooLong extends Error {
  override readonly name = 'AnalysisTooLong';
}
