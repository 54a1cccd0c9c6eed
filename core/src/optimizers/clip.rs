//! Keeping gradients small before a step.

use super::settings::check_positive;
use crate::Scalar;
use crate::error::InvalidSetting;
use crate::model::Network;

/// At most one of Keras's three ways to clip gradients.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Clip {
    pub(super) value: Option<f64>,
    pub(super) norm: Option<f64>,
    pub(super) global_norm: Option<f64>,
}

impl Clip {
    pub(super) const NONE: Self = Self {
        value: None,
        norm: None,
        global_norm: None,
    };

    pub(super) fn check(&self, of: &'static str) -> Result<(), InvalidSetting> {
        let named = [
            ("clipvalue", self.value),
            ("clipnorm", self.norm),
            ("global_clipnorm", self.global_norm),
        ];
        let mut set = named.iter().filter_map(|&(name, limit)| Some((name, limit?)));
        if let Some((name, limit)) = set.next() {
            check_positive(of, name, limit)?;
        }
        match set.next() {
            None => Ok(()),
            Some((name, limit)) => {
                let must = "stand alone: clipvalue, clipnorm and global_clipnorm exclude one another";
                InvalidSetting::require(false, of, name, limit, must)
            }
        }
    }

    /// Clips all gradients of a model in place.
    pub(super) fn apply<M: Network>(&self, gradient: &mut M) {
        if let Some(limit) = self.value {
            let limit = M::Scalar::from_f64(limit);
            super::each_trained([gradient], |[values]| {
                for g in values {
                    *g = g.min(limit).max(-limit);
                }
            });
        } else if let Some(limit) = self.norm {
            super::each_trained([gradient], |[values]| {
                shrink(values, factor(limit, squares(values)));
            });
        } else if let Some(limit) = self.global_norm {
            let mut sum = 0.0;
            super::each_trained([&mut *gradient], |[values]| sum += squares(values));
            let factor = factor(limit, sum);
            super::each_trained([gradient], |[values]| shrink(values, factor));
        }
    }
}

/// Σ g², in f64: the squares of f32 gradients would soon be infinite.
fn squares<T: Scalar>(values: &[T]) -> f64 {
    values.iter().map(|g| g.to_f64() * g.to_f64()).sum()
}

/// What brings a vector with this sum of squares down to a norm of `limit`; 1 where it is shorter.
fn factor(limit: f64, squares: f64) -> f64 {
    let norm = squares.sqrt();
    if norm > limit { limit / norm } else { 1.0 }
}

fn shrink<T: Scalar>(values: &mut [T], factor: f64) {
    if factor < 1.0 {
        let factor = T::from_f64(factor);
        for g in values {
            *g *= factor;
        }
    }
}
