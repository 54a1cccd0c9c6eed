//! What both programs do.

/// The first two arguments; 0 for what is no number.
#[inline(never)]
pub fn numbers() -> [f32; 2] {
    let mut arguments = std::env::args().skip(1);
    [(); 2].map(|()| arguments.next().and_then(|text| text.parse().ok()).unwrap_or(0.0))
}

/// Prints a number.
#[inline(never)]
pub fn say(number: f32) {
    println!("{number}");
}
