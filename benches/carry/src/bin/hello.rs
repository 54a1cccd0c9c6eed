//! The smallest program that one writes.

fn main() {
    println!("Hello, world!");
}
