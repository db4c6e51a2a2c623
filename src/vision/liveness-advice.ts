/** From where on a liveness figure is worth a second look. */

/**
 * Below this share of 'real' a photo looks suspicious: reason for a review, never for a refusal by itself, and above it nothing
 * is proven.
 */
export const suspiciousLiveness = 0.06;
