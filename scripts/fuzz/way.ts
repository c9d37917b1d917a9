/** One thing that an object opens: `Service/f1-0z nodePort=30080/TCP`. White space in a name is made visible. */
export const wayOf = (object: string, way: string): string => `${object.replaceAll(/\s/g, '·')} ${way}`;

/** The object of a way. */
export const objectOf = (way: string): string => way.slice(0, way.indexOf(' '));
