import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { type Cache, cacheKey } from '../store/cache.ts';
import { slices } from '../store/slices.ts';

const algorithm = 'aes-256-gcm';
const [nonceBytes, tagBytes] = [12, 16];

/** The event loop waits while something is sealed and written; a file that is larger is fetched again. */
const largestEntry = 1024 * 1024;

/**
 * A cache that nobody can read without `secret`: files of a repository hold passwords, and a copy of the store is not
 * to be a copy of them. What does not open, after the secret was changed or an entry was moved, is not there.
 * https://csrc.nist.gov/pubs/sp/800/38/d/final
 */
export function sealedCache(cache: Cache, secret: string): Cache {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'portcullis cache', 32));
  return {
    get: async (repositoryId, names) => {
      const sealed = await cache.get(repositoryId, names);
      return new Map(
        [...sealed].flatMap(([name, bytes]) => {
          const opened = open(key, placeOf(repositoryId, name), bytes);
          return opened === undefined ? [] : [[name, opened]];
        }),
      );
    },
    put: async (repositoryId, entries) => {
      const small = new Map([...entries].filter(([, bytes]) => bytes.length <= largestEntry));
      for (const slice of slices(small)) {
        const sealed = slice.map(([name, bytes]) => [name, seal(key, placeOf(repositoryId, name), bytes)] as const);
        await cache.put(repositoryId, new Map(sealed));
      }
    },
  };
}

const placeOf = (repositoryId: number, name: string): Buffer => Buffer.from(cacheKey(repositoryId, name));

function seal(key: Buffer, place: Buffer, bytes: Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(place);
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

function open(key: Buffer, place: Buffer, sealed: Uint8Array): Uint8Array | undefined {
  const [nonce, body, tag] = [
    sealed.subarray(0, nonceBytes),
    sealed.subarray(nonceBytes, -tagBytes),
    sealed.subarray(-tagBytes),
  ];
  try {
    const decipher = createDecipheriv(algorithm, key, nonce).setAAD(place).setAuthTag(tag);
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch {
    return undefined;
  }
}
