//! Numbers that carry their derivative along.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// A number and its derivative by one chosen parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number {
    /// The number.
    pub value: f64,
    /// Its derivative.
    pub slope: f64,
}

impl Number {
    /// A number that does not depend on the parameter.
    pub const fn of(value: f64) -> Self {
        Self { value, slope: 0.0 }
    }

    /// A function of this number, of its value and its derivative there.
    pub fn map(self, value: f64, slope: f64) -> Self {
        Self {
            value,
            slope: slope * self.slope,
        }
    }

    /// eˣ
    pub fn exp(self) -> Self {
        self.map(self.value.exp(), self.value.exp())
    }

    /// ln x
    pub fn ln(self) -> Self {
        self.map(self.value.ln(), 1.0 / self.value)
    }

    /// √x
    pub fn sqrt(self) -> Self {
        let root = self.value.sqrt();
        self.map(root, 0.5 / root)
    }

    /// tanh x
    pub fn tanh(self) -> Self {
        let tanh = self.value.tanh();
        self.map(tanh, 1.0 - tanh * tanh)
    }
}

impl Add for Number {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            value: self.value + other.value,
            slope: self.slope + other.slope,
        }
    }
}

impl Sub for Number {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Neg for Number {
    type Output = Self;
    fn neg(self) -> Self {
        Self {
            value: -self.value,
            slope: -self.slope,
        }
    }
}

impl Mul for Number {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self {
            value: self.value * other.value,
            slope: self.slope * other.value + self.value * other.slope,
        }
    }
}

impl Div for Number {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        let quotient = self.value / other.value;
        Self {
            value: quotient,
            slope: (self.slope - quotient * other.slope) / other.value,
        }
    }
}

impl std::iter::Sum for Number {
    fn sum<I: Iterator<Item = Self>>(numbers: I) -> Self {
        numbers.fold(Self::of(0.0), |sum, number| sum + number)
    }
}
