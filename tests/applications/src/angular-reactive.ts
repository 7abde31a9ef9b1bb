/* A booking: Angular's reactive forms, compiled in the browser. */
import "@angular/compiler";
import { Component, inject, provideZonelessChangeDetection, signal } from "@angular/core";
import { FormBuilder, ReactiveFormsModule, Validators } from "@angular/forms";
import { bootstrapApplication } from "@angular/platform-browser";
import { send } from "./_send";

@Component({
  selector: "booking-form",
  imports: [ReactiveFormsModule],
  template: `
    <form [formGroup]="form" (ngSubmit)="submit()" aria-labelledby="title">
      <h2 id="title">Book a table</h2>
      <p><label for="guest">Your name</label><input id="guest" formControlName="guest" aria-describedby="guest-error">
        @if (shows('guest')) { <span id="guest-error" class="invalid-feedback">Please tell us your name</span> }</p>
      <p><label for="phone">Phone</label><input id="phone" type="tel" formControlName="phone">
        @if (shows('phone')) { <span class="invalid-feedback">Please give digits only</span> }</p>
      <p><label for="day">Day</label><input id="day" type="date" formControlName="day">
        @if (shows('day')) { <span class="invalid-feedback">Please choose a day</span> }</p>
      <p><label for="people">People</label><input id="people" type="number" min="1" max="12" formControlName="people"></p>
      <p><label for="room">Room</label><select id="room" formControlName="room">
        <option value="">No wish</option><option value="garden">Garden</option><option value="hall">Hall</option></select></p>
      <div formArrayName="children">
        @for (child of form.controls.children.controls; track $index) {
          <p><label [for]="'child-' + $index">Age of child {{ $index + 1 }}</label><input [id]="'child-' + $index" type="number" [formControlName]="$index"></p>
        }
      </div>
      <button type="button" (click)="addChild()">Add a child</button>
      <p><label for="wishes">Wishes</label><textarea id="wishes" formControlName="wishes"></textarea></p>
      <p><label><input type="checkbox" formControlName="rules"> I have read the house rules</label></p>
      @if (failure()) { <div class="alert alert-danger" role="alert">{{ failure() }}</div> }
      @if (done()) { <div class="alert alert-success" role="status">Your table is booked.</div> }
      <button type="submit">Book</button>
    </form>`,
})
class Booking {
  builder = inject(FormBuilder);
  form = this.builder.nonNullable.group({
    guest: ["", Validators.required],
    phone: ["", Validators.pattern(/^\d+$/)],
    day: ["", Validators.required],
    people: [null as number | null],
    room: [""],
    children: this.builder.array<number | null>([]),
    wishes: [""],
    rules: [false],
  });
  failure = signal("");
  done = signal(false);

  shows(name: string): boolean {
    const control = this.form.get(name);
    return !!control?.invalid && control.touched;
  }

  addChild(): void {
    this.form.controls.children.push(this.builder.control<number | null>(null));
  }

  async submit(): Promise<void> {
    this.form.markAllAsTouched();
    if (this.form.invalid) return;
    this.failure.set("");
    const answer = await send(this.form.getRawValue());
    if (!answer.ok) return this.failure.set(Object.values(answer.errors).join(" "));
    this.form.reset();
    this.done.set(true);
  }
}

bootstrapApplication(Booking, { providers: [provideZonelessChangeDetection()] });
