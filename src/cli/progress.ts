/** Says on a terminal what takes longer than a second; the line goes when the work is done. */
export async function withProgress<T>(what: string, work: Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) return work;
  const timer = setTimeout(() => process.stderr.write(`${what} …`), 1_000);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    process.stderr.write('\r\u001b[K');
  }
}
