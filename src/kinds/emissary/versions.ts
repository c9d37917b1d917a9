/** The same kinds, before and after Emissary had a name of its own. */
export const emissaryGroups = ['getambassador.io', 'x.getambassador.io'] as const;

export const emissaryVersions = ['v3alpha1', 'v2', 'v1', 'v1beta2', 'v1beta1', 'v1alpha1'] as const;
