//! Adults of random weight and height.

use layerproof::prelude::SmallRng;
use rand::RngExt;

/// A person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Person {
    /// In kilograms.
    pub weight: f32,
    /// In metres.
    pub height: f32,
}

impl Person {
    /// Weight divided by the square of the height, in kg/m².
    pub fn body_mass_index(&self) -> f32 {
        self.weight / (self.height * self.height)
    }

    /// Weight and height, both scaled to 0..1.
    pub fn features(&self) -> [f32; 2] {
        [(self.weight - 30.0) / 130.0, (self.height - 1.4) / 0.7]
    }
}

/// People of 1.45 to 2.05 m with an index of 15 to 38, evenly.
pub fn draw(count: usize, rng: &mut SmallRng) -> Vec<Person> {
    let mut person = || {
        let height = rng.random_range(1.45..2.05_f32);
        Person {
            weight: rng.random_range(15.0..38.0) * height * height,
            height,
        }
    };
    (0..count).map(|_| person()).collect()
}
