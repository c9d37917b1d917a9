/** Bit for bit, each family for itself. */
export function inBlock(cidr: string, address: string): boolean {
  const [base = '', length] = cidr.split('/');
  if (base.includes(':') !== address.includes(':')) return false;
  return bitsOf(base).slice(0, Number(length)) === bitsOf(address).slice(0, Number(length));
}

export const bitsOf = (address: string): string =>
  address.includes(':')
    ? hextets(address)
        .map((hextet) => Number.parseInt(hextet, 16).toString(2).padStart(16, '0'))
        .join('')
    : address
        .split('.')
        .map((octet) => Number(octet).toString(2).padStart(8, '0'))
        .join('');

/** Eight of them, with the zeros that `::` leaves out. */
function hextets(address: string): readonly string[] {
  const [before = [], after = []] = address.split('::').map((part) => part.split(':').filter((one) => one !== ''));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after];
}

/** Back to text, without shortening. */
export const addressOfBits = (bits: string): string =>
  bits.length === 32
    ? groups(bits, 8).join('.')
    : groups(bits, 16)
        .map((group) => group.toString(16))
        .join(':');

const groups = (bits: string, size: number): readonly number[] =>
  Array.from({ length: bits.length / size }, (_, index) =>
    Number.parseInt(bits.slice(index * size, (index + 1) * size), 2),
  );
