//! Rates that shrink with the gradients so far.

use super::schedules::LearningRateSchedule;
use super::settings::{check_not_negative, check_positive};
use super::{Common, Optimizer, remembers, setting, shared_settings, update_parameters};
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::model::Network;

/// Steps by the ratio of a gradient to the root of the sum of its squares so far (Duchi, Hazan, Singer 2011),
/// [`keras.optimizers.Adagrad`](https://keras.io/api/optimizers/adagrad/).
///
/// Within a step, after clipping and weight decay: a ← a + g², w ← w − rate · g / √(a + ε). a begins with
/// `initial_accumulator_value`; what is remembered is a without it.
///
/// ```
/// use layerproof::prelude::*;
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// let (x, y) = ([[0.0], [1.0], [2.0], [3.0]], [1.0, 3.0, 5.0, 7.0]);
/// let mut model = Line::zeros();
/// let optimizer = Adagrad::new(0.5).initial_accumulator_value(0.01);
/// let history = model.compile(MeanSquaredError::new(), optimizer, ()).fit(&x, &y, &Fit::new().epochs(300))?;
/// assert!(history.last().loss < 0.01);
/// # Ok::<(), layerproof::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Adagrad<R = f64> {
    common: Common<R>,
    initial_accumulator_value: f64,
    epsilon: f64,
}

impl<R: LearningRateSchedule> Adagrad<R> {
    /// An initial sum of 0.1, ε = 10⁻⁷. Training refuses a rate that is negative or not finite.
    pub const fn new(learning_rate: R) -> Self {
        Self {
            common: Common::new(learning_rate),
            initial_accumulator_value: 0.1,
            epsilon: 1e-7,
        }
    }
}

impl<R> Adagrad<R> {
    setting!(
        /// What the sum of squares begins with. Training refuses a negative one.
        initial_accumulator_value
    );
    setting!(
        /// What is added to the sum of squares. Training refuses one that is not above 0.
        epsilon
    );
    shared_settings!(common);
}

impl Default for Adagrad {
    /// Keras's rate of 0.001.
    fn default() -> Self {
        Self::new(0.001)
    }
}

#[diagnostic::do_not_recommend]
impl<R: LearningRateSchedule> Optimizer for Adagrad<R> {
    type Itself = Self;
    type Slots<M: Network> = [M; 1];
    remembers!(common; ["accumulator"]);

    fn check(&self) -> Result<(), InvalidSetting> {
        check_not_negative("Adagrad", "initial_accumulator_value", self.initial_accumulator_value)?;
        check_positive("Adagrad", "epsilon", self.epsilon)?;
        self.common.check("Adagrad")
    }

    fn step<M: Network>(&mut self, model: &mut M, gradient: &mut M, slots: &mut [M; 1]) -> bool {
        let (rate, decay) = self.common.begin(gradient);
        let initial = self.initial_accumulator_value + self.epsilon;
        let [rate, decay, initial] = [rate, decay, initial].map(M::Scalar::from_f64);
        update_parameters(model, gradient, slots, |w, g, [squares]| {
            let squares = squares + g * g;
            (w - w * decay - rate * g / (squares + initial).sqrt(), [squares])
        })
    }
}
