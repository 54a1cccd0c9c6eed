//! The state of a training in a file: all that decides how it goes on.
//!
//! | tensor | what it is |
//! |---|---|
//! | `dense_1.kernel`, … | the model's parameters, as in a file of [weights](crate::weights) |
//! | `optimizer/NAME` | what the optimiser remembers, by [`Optimizer::visit_state`]: counts (`U64`), numbers (`F64`), and for each moment the numbers of all trained parameters, one parameter behind the other |
//! | `training/steps`, `training/epochs` | how many went before, which decides what a `Dropout` leaves out and how samples are shuffled |
//! | `training/seed` | that of `train_step` |
//! | `training/epoch` | the number of the last epoch of the `fit` that runs, or ran last |
//! | `callback/NUMBER/NAME` | what the callbacks of a `fit` that runs remember, counted from 0, by [`Callback::visit_state`] |
//! | `history/epoch`, `history/learning_rate`, `history/values`, `history/val_epoch`, `history/val_values` | the epochs of a `fit` that runs: their numbers, rates, and loss and metrics of each; likewise of the validation |

use std::borrow::ToOwned;
use std::format;
use std::fs;
use std::path::Path;
use std::string::{String, ToString as _};
use std::vec::Vec;

use layerproof_rules::safetensors::{File, Tensor, Text};

use super::callbacks::{AnyState, CallbackList};
use super::counts::{self, Counts};
use super::{Callback, Epoch, TrainingError};
use crate::Scalar;
use crate::error::{Error, LoadError, Mismatch, WeightsError};
use crate::layers::ParameterInfo;
use crate::model::{Network, each_parameter, each_parameter_mut};
use crate::optimizers::{Optimizer, StateVisitor};
use crate::weights::{self, TensorWriter};

/// What a training remembers beside the model.
pub(super) struct State<'a, M: Network, O: Optimizer> {
    pub(super) optimizer: &'a mut O,
    pub(super) slots: &'a mut O::Slots<M>,
    pub(super) counts: &'a mut Counts,
    /// The names of the metrics, where there is a history of them.
    pub(super) metrics: &'a [&'static str],
}

impl<M: Network, O: Optimizer> AnyState<M> for State<'_, M, O> {
    fn learning_rate(&self) -> f64 {
        self.optimizer.learning_rate()
    }

    fn set_learning_rate(&mut self, rate: f64) -> Result<(), TrainingError> {
        counts::set_learning_rate(self.optimizer, rate)
    }

    fn save(
        &mut self,
        model: &M,
        history: &[Epoch],
        callbacks: &dyn CallbackList<M>,
        path: &Path,
    ) -> Result<(), Error> {
        self.visit(&mut Ignore)?;
        let mut failed = Ok(());
        weights::save_tensors(path, |writer| {
            writer.parameters(model);
            let is_known = self.optimizer.visit_state(
                self.slots,
                &mut Save {
                    writer,
                    prefix: OPTIMIZER,
                },
            );
            debug_assert!(is_known, "it was asked before");
            failed = each_callback(callbacks, |prefix, callback| {
                callback.visit_state(&mut Save { writer, prefix });
            });
            self.counts
                .each(|name, count| writer.tensor(name, "U64", &[1], &[*count]));
            save_history(history, self.metrics.len(), writer);
        })?;
        failed
    }

    fn load(
        &mut self,
        model: &mut M,
        history: Option<&mut Vec<Epoch>>,
        callbacks: Option<&dyn CallbackList<M>>,
        path: &Path,
    ) -> Result<(), Error> {
        let bytes = fs::read(path).map_err(|error| WeightsError::Read {
            path: path.to_owned(),
            error,
        })?;
        let file =
            File::open(&bytes).map_err(|malformed| WeightsError::of(LoadError::Format(malformed), Some(path)))?;

        let mut check = Load {
            file: &file,
            prefix: String::from(OPTIMIZER),
            is_checked: false,
            mismatches: Vec::new(),
            asked: Vec::new(),
        };
        weights::each_wrong_parameter::<M>(&file, &mut |mismatch| check.mismatches.push(mismatch.to_owned()));
        self.visit(&mut check)?;
        self.counts.each(|name, count| check.one(name, "U64", count));
        each_callback(callbacks.unwrap_or(&()), |prefix, callback| {
            prefix.clone_into(&mut check.prefix);
            callback.visit_state(&mut check);
        })?;
        let rows = history
            .is_some()
            .then(|| check.history(self.metrics))
            .flatten()
            .unwrap_or_default();
        let Load {
            mut mismatches, asked, ..
        } = check;
        let begins = |name: Text<'_>, prefix: &str| {
            let mut letters = name.chars();
            prefix.chars().all(|letter| letters.next() == Some(letter))
        };
        let mut is_known = |name: Text<'_>| {
            asked.iter().any(|asked| name == **asked)
                || begins(name, "history/")
                || callbacks.is_none() && begins(name, "callback/")
        };
        weights::each_surplus::<M>(&file, &mut is_known, &mut |mismatch| {
            mismatches.push(mismatch.to_owned());
        });
        if !mismatches.is_empty() {
            let path = path.to_owned();
            return Err(WeightsError::State { path, mismatches }.into());
        }

        let mut fill = Load {
            file: &file,
            prefix: String::from(OPTIMIZER),
            is_checked: true,
            mismatches: Vec::new(),
            asked: Vec::new(),
        };
        weights::fill(model, &file);
        self.visit(&mut fill)?;
        self.counts.each(|name, count| fill.one(name, "U64", count));
        if let Some(history) = history {
            *history = rows;
        }
        each_callback(callbacks.unwrap_or(&()), |prefix, callback| {
            prefix.clone_into(&mut fill.prefix);
            callback.visit_state(&mut fill);
        })
    }
}

impl<M: Network, O: Optimizer> State<'_, M, O> {
    fn visit(&mut self, visitor: &mut dyn StateVisitor<M>) -> Result<(), TrainingError> {
        if self.optimizer.visit_state(self.slots, visitor) {
            Ok(())
        } else {
            Err(TrainingError::StateUnknown {
                optimizer: core::any::type_name::<O>(),
            })
        }
    }
}

impl Counts {
    fn each(&mut self, mut visit: impl FnMut(&str, &mut u64)) {
        visit("training/steps", &mut self.steps);
        visit("training/epochs", &mut self.epochs);
        visit("training/seed", &mut self.seed);
        visit("training/epoch", &mut self.epoch);
    }
}

/// Looks whether the optimiser says what it remembers.
struct Ignore;

impl<M: Network> StateVisitor<M> for Ignore {
    fn slot(&mut self, _: &'static str, _: &mut M) {}
    fn model(&mut self, _: &'static str, _: &mut M) {}
    fn count(&mut self, _: &'static str, _: &mut u64) {}
    fn number(&mut self, _: &'static str, _: &mut f64) {}
}

/// How the names of tensors begin that an optimiser remembers.
const OPTIMIZER: &str = "optimizer/";

/// Shows each callback, and how the names of its tensors begin.
fn each_callback<M>(
    callbacks: &dyn CallbackList<M>,
    mut visit: impl FnMut(&str, &mut dyn Callback<M>),
) -> Result<(), Error> {
    let mut number = 0;
    callbacks.each(&mut |callback| {
        visit(&format!("callback/{number}/"), callback);
        number += 1;
        Ok(())
    })
}

/// Which parameters of a model are in a tensor.
#[derive(Clone, Copy)]
enum Roles {
    All,
    Trained,
}

impl Roles {
    const fn contain(self, parameter: ParameterInfo) -> bool {
        matches!(self, Self::All) || parameter.is_trained()
    }

    /// How many numbers they are.
    fn count<M: Network>(self) -> usize {
        let mut count = 0;
        each_parameter_mut::<M, 0>([], |_, parameter, []| {
            if self.contain(parameter) {
                count += parameter.shape.iter().product::<usize>();
            }
        });
        count
    }
}

struct Save<'a, 'w> {
    writer: &'a mut TensorWriter<'w>,
    prefix: &'a str,
}

impl Save<'_, '_> {
    /// The parameters of some roles, one behind the other.
    fn parameters<M: Network>(&mut self, name: &str, model: &M, roles: Roles) {
        let (count, name) = (roles.count::<M>(), format!("{}{name}", self.prefix));
        let bytes = count * size_of::<M::Scalar>();
        self.writer.begin(&name, M::Scalar::DTYPE, &[count], bytes);
        each_parameter(model, |_, parameter, values| {
            if roles.contain(parameter) {
                self.writer.numbers(values);
            }
        });
    }
}

impl<M: Network> StateVisitor<M> for Save<'_, '_> {
    fn slot(&mut self, name: &'static str, slot: &mut M) {
        self.parameters(name, slot, Roles::Trained);
    }
    fn model(&mut self, name: &'static str, model: &mut M) {
        self.parameters(name, model, Roles::All);
    }
    fn count(&mut self, name: &'static str, count: &mut u64) {
        let name = format!("{}{name}", self.prefix);
        self.writer.tensor(&name, "U64", &[1], &[*count]);
    }
    fn number(&mut self, name: &'static str, number: &mut f64) {
        let name = format!("{}{name}", self.prefix);
        self.writer.tensor(&name, "F64", &[1], &[*number]);
    }
}

fn save_history(history: &[Epoch], metrics: usize, writer: &mut TensorWriter<'_>) {
    if history.is_empty() {
        return;
    }
    let (mut epochs, mut rates, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let (mut val_epochs, mut val_values) = (Vec::new(), Vec::new());
    for row in history {
        epochs.push(row.epoch as u64);
        rates.push(row.learning_rate.unwrap_or(f64::NAN));
        values.push(row.loss);
        values.extend(row.metrics.iter().map(|metric| metric.1));
        if let Some(loss) = row.val_loss {
            val_epochs.push(row.epoch as u64);
            val_values.push(loss);
            val_values.extend(row.val_metrics.iter().map(|metric| metric.1));
        }
    }
    writer.tensor("history/epoch", "U64", &[epochs.len()], &epochs);
    writer.tensor("history/values", "F64", &[epochs.len(), 1 + metrics], &values);
    writer.tensor("history/learning_rate", "F64", &[rates.len()], &rates);
    writer.tensor("history/val_epoch", "U64", &[val_epochs.len()], &val_epochs);
    writer.tensor(
        "history/val_values",
        "F64",
        &[val_epochs.len(), 1 + metrics],
        &val_values,
    );
}

/// Looks for everything in a file, and takes it over once that it is all there is known.
struct Load<'f> {
    file: &'f File<'f>,
    prefix: String,
    is_checked: bool,
    mismatches: Vec<Mismatch>,
    asked: Vec<String>,
}

impl<'f> Load<'f> {
    fn find(&self, name: &str) -> Option<Tensor<'f>> {
        self.file.tensors().find(|tensor| tensor.name == *name)
    }

    /// The tensor, where it is as expected.
    fn expect(&mut self, name: &str, dtype: &'static str, shape: &[usize]) -> Option<Tensor<'f>> {
        let found = self.find(name);
        if self.is_checked {
            return found;
        }
        self.asked.push(name.to_owned());
        let tensor = name.to_owned();
        let mismatch = match found {
            None => Mismatch::Missing {
                tensor,
                shape: shape.to_owned(),
                dtype,
            },
            Some(there) if there.dtype.name() != dtype => Mismatch::Dtype {
                tensor,
                expected: dtype,
                found: there.dtype.name().to_string(),
            },
            Some(there) if *there.shape != *shape => Mismatch::Shape {
                tensor,
                expected: shape.to_owned(),
                found: there.shape.to_vec(),
            },
            Some(there) => return Some(there),
        };
        self.mismatches.push(mismatch);
        None
    }

    /// One number.
    fn one<T: bytemuck::Pod>(&mut self, name: &str, dtype: &'static str, number: &mut T) {
        if let Some(tensor) = self.expect(name, dtype, &[1])
            && self.is_checked
        {
            weights::copy(&tensor, core::slice::from_mut(number));
        }
    }

    /// The epochs of the file, where it has any and they are as expected.
    fn history(&mut self, metrics: &[&'static str]) -> Option<Vec<Epoch>> {
        let epochs = self.find("history/epoch")?.shape.iter().product::<usize>();
        let validated = self
            .find("history/val_epoch")
            .map_or(0, |tensor| tensor.shape.iter().product());
        let width = 1 + metrics.len();
        let numbers = self.expect("history/epoch", "U64", &[epochs]);
        let values = self.expect("history/values", "F64", &[epochs, width]);
        let rates = self.expect("history/learning_rate", "F64", &[epochs]);
        let val_numbers = self.expect("history/val_epoch", "U64", &[validated]);
        let val_values = self.expect("history/val_values", "F64", &[validated, width]);
        let of_numbers = |tensor| weights::numbers::<u64>(&tensor).collect::<Vec<_>>();
        let of_values = |tensor| weights::numbers::<f64>(&tensor).collect::<Vec<_>>();
        let (numbers, values) = (of_numbers(numbers?), of_values(values?));
        let rates = of_values(rates?);
        let (val_numbers, val_values) = (of_numbers(val_numbers?), of_values(val_values?));
        let named = |values: &[f64]| metrics.iter().copied().zip(values.iter().skip(1).copied()).collect();
        let rows = numbers.iter().zip(rates).zip(values.chunks_exact(width));
        let rows = rows.map(|((&number, rate), values)| {
            let mut validation = val_numbers.iter().zip(val_values.chunks_exact(width));
            let validation = validation.find(|(epoch, _)| **epoch == number);
            Epoch {
                epoch: usize::try_from(number).unwrap_or(usize::MAX),
                epochs: 0,
                loss: values[0],
                metrics: named(values),
                val_loss: validation.map(|(_, values)| values[0]),
                val_metrics: validation.map_or_else(Vec::new, |(_, values)| named(values)),
                learning_rate: Some(rate).filter(|rate| !rate.is_nan()),
            }
        });
        Some(rows.collect())
    }
}

impl Load<'_> {
    /// The parameters of some roles, one behind the other.
    fn parameters<M: Network>(&mut self, name: &str, model: &mut M, roles: Roles) {
        let name = format!("{}{name}", self.prefix);
        let Some(tensor) = self.expect(&name, M::Scalar::DTYPE, &[roles.count::<M>()]) else {
            return;
        };
        let mut numbers = weights::numbers(&tensor);
        if self.is_checked {
            each_parameter_mut([model], |_, parameter, [values]| {
                if roles.contain(parameter) {
                    for (value, number) in values.iter_mut().zip(&mut numbers) {
                        *value = number;
                    }
                }
            });
        } else if let Some((first, count)) = weights::not_a_number::<M::Scalar>(numbers) {
            self.mismatches.push(Mismatch::NotANumber {
                tensor: name,
                first,
                count,
            });
        }
    }
}

impl<M: Network> StateVisitor<M> for Load<'_> {
    fn slot(&mut self, name: &'static str, slot: &mut M) {
        self.parameters(name, slot, Roles::Trained);
    }
    fn model(&mut self, name: &'static str, model: &mut M) {
        self.parameters(name, model, Roles::All);
    }
    fn count(&mut self, name: &'static str, count: &mut u64) {
        self.one(&format!("{}{name}", self.prefix), "U64", count);
    }
    fn number(&mut self, name: &'static str, number: &mut f64) {
        self.one(&format!("{}{name}", self.prefix), "F64", number);
    }
}
