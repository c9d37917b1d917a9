/** Whether webhooks may come. */
export interface Readiness {
  /** The first thing that is amiss, as one word; undefined when all is well. */
  amiss(): Promise<string | undefined>;
  /** The process is ending: from now on nothing is well. */
  end(): void;
}

/** True or nothing where all is well; false, an error or no answer in time where it is not. */
type Check = () => unknown;

/** Probes come from several sides, and a check may write to a disk. */
const rememberMs = 250;
const patienceMs = 2000;

/** `checks`: word → what has to be well, in the order in which they are told. */
export function readiness(checks: Readonly<Record<string, Check>>): Readiness {
  let known: { readonly word: Promise<string | undefined>; readonly until: number } | undefined;
  let ending = false;
  return {
    amiss: async () => {
      if (ending) return 'ending';
      if (known === undefined || known.until < Date.now())
        known = { word: firstAmiss(checks), until: Date.now() + rememberMs };
      return known.word;
    },
    end: () => {
      ending = true;
    },
  };
}

async function firstAmiss(checks: Readonly<Record<string, Check>>): Promise<string | undefined> {
  for (const [word, check] of Object.entries(checks)) if (!(await isWell(check))) return word;
  return undefined;
}

async function isWell(check: Check): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), patienceMs);
  });
  try {
    return (await Promise.race([check(), late])) !== false;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
