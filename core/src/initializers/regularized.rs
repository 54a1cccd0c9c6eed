//! Initialisers of parameters that have a regulariser or a constraint, too.

use core::any::TypeId;
use core::fmt;
use core::marker::PhantomData;

use super::Initializers;
use crate::constraints::{Constraint, NoConstraint, Rule};
use crate::regularizers::{NoRegularizer, Penalty, Regularizer};

/// The initialisers `I` of a layer's kernel and bias, and a pair of regulariser and constraint of each: `K` of the kernel, `B` of the
/// bias.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Regularized<I, K = (NoRegularizer, NoConstraint), B = (NoRegularizer, NoConstraint)>(PhantomData<(I, K, B)>);

/// What training does with a parameter beside the optimiser's steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterRules {
    /// What its numbers add to the loss.
    pub penalty: Penalty,
    /// What becomes of them after each step.
    pub constraint: Rule,
}

impl ParameterRules {
    /// Nothing.
    pub const NONE: Self = Self {
        penalty: Penalty::None,
        constraint: Rule::None,
    };

    const fn of<R: Regularizer, C: Constraint>() -> Self {
        Self {
            penalty: R::PENALTY,
            constraint: C::RULE,
        }
    }

    /// Whether there is something to do with a parameter of so many axes.
    ///
    /// # Panics
    /// While compiling, where they do not suit so many axes.
    pub const fn exist_for(self, rank: usize) -> bool {
        if let Rule::Norm { axes, .. } = self.constraint {
            assert!(axes >> rank == 0, "a constraint's axes are those of the parameter");
        }
        if let Penalty::Orthogonal { .. } = self.penalty {
            assert!(rank == 2, "an `OrthogonalRegularizer` takes a matrix");
        }
        !matches!((self.penalty, self.constraint), (Penalty::None, Rule::None))
    }
}

impl<I, KR, KC, BR, BC> Initializers for Regularized<I, (KR, KC), (BR, BC)>
where
    I: Initializers,
    KR: Regularizer,
    KC: Constraint,
    BR: Regularizer,
    BC: Constraint,
{
    type Kernel = I::Kernel;
    type Bias = I::Bias;
    const KERNEL_RULES: ParameterRules = ParameterRules::of::<KR, KC>();
    const BIAS_RULES: ParameterRules = ParameterRules::of::<BR, BC>();

    fn describe_rules(f: &mut fmt::Formatter<'_>, kernel: &str) -> fmt::Result {
        regularizer::<KR>(f, kernel)?;
        regularizer::<BR>(f, "bias")?;
        constraint::<KC>(f, kernel)?;
        constraint::<BC>(f, "bias")
    }
}

fn regularizer<R: Regularizer>(f: &mut fmt::Formatter<'_>, parameter: &str) -> fmt::Result {
    if TypeId::of::<R>() == TypeId::of::<NoRegularizer>() {
        return Ok(());
    }
    write!(f, ", {parameter}_regularizer = ")?;
    R::describe(f)
}

fn constraint<C: Constraint>(f: &mut fmt::Formatter<'_>, parameter: &str) -> fmt::Result {
    if TypeId::of::<C>() == TypeId::of::<NoConstraint>() {
        return Ok(());
    }
    write!(f, ", {parameter}_constraint = ")?;
    C::describe(f)
}
