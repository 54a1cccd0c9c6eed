//! What several examples share: their data, and how results are shown.

pub mod digits;
pub mod people;
mod show;

pub use show::{Confusion, pictures};

use layerproof::prelude::{Model, Persist as _, SmallRng};
use rand::seq::SliceRandom;

/// How an example ends.
pub type Result = std::result::Result<(), Box<dyn std::error::Error>>;

/// Shuffles and splits: all but a fifth to learn from, and a fifth that is held out.
pub fn hold_out_a_fifth<T>(mut data: Vec<T>, rng: &mut SmallRng) -> (Vec<T>, Vec<T>) {
    data.shuffle(rng);
    let held_out = data.split_off(data.len() - data.len() / 5);
    (data, held_out)
}

/// Saves the model in the file that the command line names, if it names one.
///
/// # Errors
/// Where the file cannot be written.
pub fn save_if_asked(model: &impl Model) -> Result {
    if let Some(path) = std::env::args_os().nth(1) {
        model.save(&path)?;
        println!("saved to {}", path.display());
    }
    Ok(())
}

/// An error unless a condition holds.
///
/// # Errors
/// The message, where it does not.
pub fn ensure(condition: bool, message: &str) -> Result {
    if condition { Ok(()) } else { Err(message.into()) }
}
