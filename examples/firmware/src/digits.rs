//! The handwritten digits of `examples/data`, in flash.

static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/digits.bin"));

/// 8 rows of 8 pixels, 0 (paper) to 1 (ink).
pub type Pixels = [[[f32; 1]; 8]; 8];

/// All digits with their classes, in the file's order.
pub fn all() -> impl Iterator<Item = (Pixels, u8)> + Clone {
    BYTES.as_chunks::<65>().0.iter().map(|[pixels @ .., class]| {
        let mut image = [[[0.0; 1]; 8]; 8];
        for (place, pixel) in image.as_flattened_mut().as_flattened_mut().iter_mut().zip(pixels) {
            *place = f32::from(*pixel) / 16.0;
        }
        (image, *class)
    })
}
