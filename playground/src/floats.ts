// Arrays of floats that travel as text: tools/playground/floats.py.

/** The numbers of a text such as "f8:AAAAAAAA8D8=". */
export function floats(text: string): Float64Array {
  const { buffer } = Uint8Array.from(atob(text.slice(3)), (c) => c.charCodeAt(0));
  return text.startsWith("f8:")
    ? new Float64Array(buffer)
    : Float64Array.from(new Float32Array(buffer));
}
