/** From where on a liveness figure is worth a second look. */

/**
 * Below this share of 'real' a photo looks suspicious: reason for a review, never for a refusal by itself; and above it nothing is
 * proven. Measured: 2.5 % of 633 ordinary news photos lie below it, and three of four attacks (prints, a tablet, a monitor); a
 * good replay passes at 0.9997.
 */
export const suspiciousLiveness = 0.05;
