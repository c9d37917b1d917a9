import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** 16 hexadecimal digits of what is found and about what; files, lines and units are no part of it. */
export const fingerprint = (rule: string, about: string): string =>
  bytesToHex(sha256(utf8ToBytes(`${rule}\n${about}`))).slice(0, 16);
