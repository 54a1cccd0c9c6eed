//! 1,797 handwritten digits; `examples/data/README.md` says whose.

use std::io::Read;

use flate2::read::GzDecoder;
use layerproof::prelude::*;

static FILE: &[u8] = include_bytes!("../data/digits.csv.gz");

/// One digit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Digit {
    /// 8 rows of 8 pixels, 0 (paper) to 1 (ink).
    pub pixels: [f32; 64],
    /// 0 to 9.
    pub class: u8,
}

impl Digit {
    /// The pixels as rows and columns with one channel.
    pub fn image(&self) -> Image<8, 8, 1> {
        let pixel = |row, column| [self.pixels[8 * row + column]];
        Image(std::array::from_fn(|row| {
            std::array::from_fn(|column| pixel(row, column))
        }))
    }
}

/// All digits, in the file's order.
///
/// # Panics
/// Never: the file is part of the program.
pub fn all() -> Vec<Digit> {
    let mut text = String::new();
    GzDecoder::new(FILE).read_to_string(&mut text).expect("a whole file");
    text.lines().skip(1).map(digit).collect()
}

fn digit(line: &str) -> Digit {
    let mut numbers = line.split(',').map(|number| number.parse::<u8>().expect("a number"));
    let mut next = || numbers.next().expect("65 numbers");
    let pixels = std::array::from_fn(|_| f32::from(next()) / 16.0);
    Digit { pixels, class: next() }
}

#[cfg(test)]
mod tests {
    #[test]
    fn all_digits_are_there() {
        let digits = super::all();
        assert_eq!(digits.len(), 1797);
        for class in 0..10 {
            assert!(digits.iter().filter(|digit| digit.class == class).count() > 170);
        }
        assert_eq!((digits[0].class, digits[0].image().0[0][3][0]), (0, 13.0 / 16.0));
    }
}
