//! Layers are frozen, and trained again.

use std::vec::Vec;

use super::frozen::Frozen;
use super::{Compiled, Passes};
use crate::error::Error;
use crate::optimizers::Optimizer;

impl<M: Passes, L, O: Optimizer, N, const B: usize> Compiled<'_, M, L, O, N, B> {
    /// Leaves a layer as it is in each step from here on: Keras's `layer.trainable = False`. Of a model that is a layer, all of its
    /// layers. It neither moves nor counts in a norm that gradients are clipped to; what its regularisers add to the loss stays.
    ///
    /// ```
    /// use layerproof::prelude::*;
    ///
    /// sequential! { struct Net { Input<2>, features: Dense<8, Tanh>, Dense<1> } }
    ///
    /// let mut trainer = Net::new(7).into_trainer(MeanSquaredError::new(), Adam::new(0.1), ());
    /// trainer.freeze("features")?;
    /// trainer.fit(&[[0.1, 0.2], [0.3, 0.4]], &[1.0, 2.0], &Fit::new().epochs(3))?;
    /// assert!(trainer.model().features == Net::new(7).features);
    /// assert!(trainer.model().dense_1 != Net::new(7).dense_1);
    /// let error = trainer.freeze("dense_2").unwrap_err().to_string();
    /// assert_eq!(error, "the model has no layer `dense_2` with parameters; there are `features`, `dense_1`");
    /// # Ok::<(), layerproof::Error>(())
    /// ```
    ///
    /// A file of the training's state does not say which layers are frozen: that is said again before it is loaded.
    ///
    /// # Errors
    /// Where the model has no such layer, with the names that there are.
    pub fn freeze(&mut self, layer: &str) -> Result<(), Error> {
        let name = Frozen::<M>::layer(layer)?;
        let frozen = self.frozen.get_or_insert_with(|| Frozen {
            layers: Vec::new(),
            kept: M::boxed_zeros(),
        });
        if !frozen.layers.contains(&name) {
            frozen.layers.push(name);
        }
        Ok(())
    }

    /// Trains a layer again that was [frozen](Self::freeze).
    ///
    /// # Errors
    /// Where the model has no such layer, with the names that there are.
    pub fn unfreeze(&mut self, layer: &str) -> Result<(), Error> {
        let name = Frozen::<M>::layer(layer)?;
        if let Some(frozen) = &mut self.frozen {
            frozen.layers.retain(|frozen| *frozen != name);
            if frozen.layers.is_empty() {
                self.frozen = None;
            }
        }
        Ok(())
    }
}
