/** A vector of length 1 in the same direction. Throws when it has none: all zeros, or not all numbers. */
export function normalize(vector: Float32Array): Float32Array {
  const norm = Math.sqrt(dot(vector, vector));
  if (!(norm > 0 && Number.isFinite(norm))) throw new Error('the embedding model gave a vector without a direction');
  return vector.map((value) => value / norm);
}

/** The cosine similarity, for normalised vectors. */
export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * (b[i] ?? 0);
  return sum;
}
