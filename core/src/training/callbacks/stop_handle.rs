//! Ends a training from outside.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{Callback, Training};
use crate::error::Error;

/// Ends a training after the batch that it is in, from any thread: `fit` gives the history so far.
///
/// ```
/// use layerproof::prelude::*;
///
/// type Line = layerproof::Sequential<(layerproof::layers::Dense<f32, 1, 1>, ())>;
///
/// let handle = StopHandle::new();
/// let fit = Fit::new().epochs(1_000_000).callback(handle.clone());
/// let waiting = std::thread::spawn(move || handle.stop());
/// let history = Line::new(7).compile(MeanSquaredError::new(), Sgd::new(0.1), ()).fit(&[[1.0]], &[2.0], &fit)?;
/// assert!(history.epochs().len() < 1_000_000);
/// # waiting.join().unwrap();
/// # Ok::<(), layerproof::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct StopHandle(Arc<AtomicBool>);

impl StopHandle {
    /// A handle that has not been used.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends the trainings that have a clone of this handle as a callback, now and later.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether [`StopHandle::stop`] was called.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl<M> Callback<M> for StopHandle {
    fn on_train_batch_end(&mut self, _: usize, _: f64, training: &mut Training<'_, M>) -> Result<(), Error> {
        if self.is_stopped() {
            training.stop();
        }
        Ok(())
    }
}
