//! How parameters are drawn before training, [`keras.initializers`](https://keras.io/api/layers/initializers/).
//!
//! An initialiser is a type, as in `Dense<8, Relu, kernel_initializer = HeNormal>`. Settings are const arguments: a
//! float stands there as its bits.

mod constant;
mod orthogonal;
mod random;
mod regularized;
mod scaled;

use core::any::TypeId;
use core::fmt;

pub use self::constant::{Constant, Identity, Ones, Zeros};
pub use self::orthogonal::Orthogonal;
pub use self::random::{RandomNormal, RandomUniform, TruncatedNormal};
#[doc(hidden)]
pub use self::regularized::ParameterRules;
pub use self::regularized::Regularized;
pub use self::scaled::{GlorotNormal, GlorotUniform, HeNormal, HeUniform, LecunNormal, LecunUniform, VarianceScaling};
#[cfg(feature = "train")]
use crate::Scalar;

/// A rule for the first values of a parameter.
///
/// What it draws is [`Draw`], which only training needs.
pub trait Initializer: Copy + PartialEq + Send + Sync + 'static {
    /// Writes the rule as it stands in a model, with the settings that are not the default: `Constant<value = 0.1>`.
    ///
    /// # Errors
    /// Those of the formatter.
    fn describe(f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// The initialisers of a layer's kernel and bias: a pair `(GlorotUniform, Zeros)`. Where they are regularised or constrained, as a
/// [`Regularized`].
pub trait Initializers: Copy + PartialEq + Send + Sync + 'static {
    /// How the kernel is drawn.
    type Kernel: Initializer;
    /// How the bias is drawn.
    type Bias: Initializer;
    /// The regulariser and the constraint of the kernel.
    #[doc(hidden)]
    const KERNEL_RULES: ParameterRules = ParameterRules::NONE;
    /// Those of the bias.
    #[doc(hidden)]
    const BIAS_RULES: ParameterRules = ParameterRules::NONE;

    /// Writes `, kernel_regularizer = L2<0.01>` and its like, with this word for the kernel.
    ///
    /// # Errors
    /// Those of the formatter.
    #[doc(hidden)]
    fn describe_rules(_: &mut fmt::Formatter<'_>, _: &str) -> fmt::Result {
        Ok(())
    }
}

impl<K: Initializer, B: Initializer> Initializers for (K, B) {
    type Kernel = K;
    type Bias = B;
}

/// The initialisers of a recurrent layer: kernel, recurrent kernel and bias.
pub trait RecurrentInitializers: Copy + PartialEq + Send + Sync + 'static {
    /// How the kernel is drawn.
    type Kernel: Initializer;
    /// How the recurrent kernel is drawn.
    type Recurrent: Initializer;
    /// How the bias is drawn.
    type Bias: Initializer;
}

impl<K: Initializer, R: Initializer, B: Initializer> RecurrentInitializers for (K, R, B) {
    type Kernel = K;
    type Recurrent = R;
    type Bias = B;
}

/// Keras's default of them.
pub type RecurrentDefault = (GlorotUniform, Orthogonal, Zeros);

/// Writes `, kernel_initializer = HeNormal`, with this word for the kernel, and the same of the bias, where they are not the
/// default.
pub(crate) fn describe<W: Initializers>(f: &mut fmt::Formatter<'_>, kernel: &str) -> fmt::Result {
    if TypeId::of::<W::Kernel>() != TypeId::of::<GlorotUniform>() {
        write!(f, ", {kernel}_initializer = ")?;
        W::Kernel::describe(f)?;
    }
    if TypeId::of::<W::Bias>() != TypeId::of::<Zeros>() {
        f.write_str(", bias_initializer = ")?;
        W::Bias::describe(f)?;
    }
    W::describe_rules(f, kernel)
}

/// The same of a recurrent layer.
pub(crate) fn describe_recurrent<W: RecurrentInitializers>(f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if TypeId::of::<W::Kernel>() != TypeId::of::<GlorotUniform>() {
        f.write_str(", kernel_initializer = ")?;
        W::Kernel::describe(f)?;
    }
    if TypeId::of::<W::Recurrent>() != TypeId::of::<Orthogonal>() {
        f.write_str(", recurrent_initializer = ")?;
        W::Recurrent::describe(f)?;
    }
    if TypeId::of::<W::Bias>() != TypeId::of::<Zeros>() {
        f.write_str(", bias_initializer = ")?;
        W::Bias::describe(f)?;
    }
    Ok(())
}

/// The numbers of inputs that a unit sums and of outputs that an input feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fans {
    /// Inputs of one unit: for a convolution, the values under its kernel.
    pub input: usize,
    /// Outputs of one input: for a convolution, its kernel's size times the filters.
    pub output: usize,
}

impl Fans {
    /// Those of a vector, such as a bias: its length, both ways.
    pub const fn of_vector(len: usize) -> Self {
        Self {
            input: len,
            output: len,
        }
    }
}

/// An [`Initializer`] at work.
///
/// ```
/// use layerproof::initializers::{Draw, Fans, HeUniform};
/// use layerproof::prelude::*;
///
/// let mut kernel = [0.0_f32; 6];
/// HeUniform::fill(&mut kernel, Fans { input: 3, output: 2 }, &mut SmallRng::seed_from_u64(7));
/// assert!(kernel.iter().all(|w| w.abs() <= 2.0_f32.sqrt())); // √(6 / 3)
/// ```
#[cfg(feature = "train")]
pub trait Draw: Initializer {
    /// Draws all values.
    fn fill<T: Scalar, R: rand::Rng + ?Sized>(values: &mut [T], fans: Fans, rng: &mut R);
}
