const profileFields = new Set(['name', 'email']);

/** Both forms of the page have a name, and errors come by field: those of an address come with a field that only addresses have. */
export const ownErrors = (errors: Record<string, string>): { profile: Record<string, string>; address: Record<string, string> } =>
  Object.keys(errors).some((field) => !profileFields.has(field)) ? { profile: {}, address: errors } : { profile: errors, address: {} };
