//! Regularisers and constraints of a model's parameters.

#[cfg(feature = "std")]
use crate::model::each_parameter;
use crate::model::{Network, each_parameter_mut};

/// What the regularisers of all parameters add to the loss.
#[cfg(feature = "std")]
pub(super) fn penalty<M: Network>(model: &M) -> f64 {
    let mut sum = 0.0;
    if const { M::HAS_RULES } {
        each_parameter(model, |_, parameter, weights| {
            sum += parameter.rules.penalty.value(parameter.shape, weights);
        });
    }
    sum
}

/// Adds the derivatives of the regularisers to the gradient, and gives what they add to the loss.
pub(super) fn penalize<M: Network>(model: &mut M, gradient: &mut M) -> f64 {
    let mut sum = 0.0;
    if const { M::HAS_RULES } {
        each_parameter_mut([model, gradient], |_, parameter, [weights, gradient]| {
            let penalty = parameter.rules.penalty;
            sum += penalty.value(parameter.shape, weights);
            penalty.add_gradient(parameter.shape, weights, gradient);
        });
    }
    sum
}

/// Makes each parameter fulfil its constraint.
pub(super) fn constrain<M: Network>(model: &mut M) {
    if const { M::HAS_RULES } {
        each_parameter_mut([model], |_, parameter, [weights]| {
            parameter.rules.constraint.apply(parameter.shape, weights);
        });
    }
}
