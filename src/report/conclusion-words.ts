import type { Conclusion } from './report.ts';

export const conclusionWords: Readonly<Record<Conclusion, string>> = {
  failure: 'blocked',
  neutral: 'not blocked, worth a look',
  success: 'nothing blocks',
};
