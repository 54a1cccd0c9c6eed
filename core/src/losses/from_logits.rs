//! Cross-entropies over sums that went through no activation.

/// A cross-entropy over logits: for a model that ends without an activation.
///
/// Keras's `from_logits=True`. Computed by log-sum-exp and softplus: finite for every finite logit. Written
/// `BinaryCrossentropy::new().from_logits()` or `BinaryCrossentropyFromLogits::new()`.
///
/// ```
/// use layerproof::losses::{BinaryCrossentropy, BinaryCrossentropyFromLogits, Loss, Truth};
///
/// let loss = BinaryCrossentropy::new().from_logits();
/// assert_eq!(loss, BinaryCrossentropyFromLogits::new());
/// assert_eq!(loss.value(&[-1e4], Truth::Values(&[1.0])), 1e4);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct FromLogits<L>(
    /// The loss over probabilities, with its settings.
    pub L,
);
