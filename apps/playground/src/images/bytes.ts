/** Bytes of a recorded file, where they are written as base64. */
export const bytesFromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
