/** Of every server of the cases. */
export const adminToken = "open-sesame";
