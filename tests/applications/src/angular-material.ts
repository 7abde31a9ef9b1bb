/* A walk's plan in Angular Material. */
import "@angular/compiler";
import { Component, provideZonelessChangeDetection, signal } from "@angular/core";
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from "@angular/forms";
import { MatAutocompleteModule } from "@angular/material/autocomplete";
import { MatButtonModule } from "@angular/material/button";
import { MatCheckboxModule } from "@angular/material/checkbox";
import { provideNativeDateAdapter } from "@angular/material/core";
import { MatDatepickerModule } from "@angular/material/datepicker";
import { MatFormFieldModule } from "@angular/material/form-field";
import { MatInputModule } from "@angular/material/input";
import { MatRadioModule } from "@angular/material/radio";
import { MatSelectModule } from "@angular/material/select";
import { MatSlideToggleModule } from "@angular/material/slide-toggle";
import { bootstrapApplication } from "@angular/platform-browser";
import { send } from "./_send";

@Component({
  selector: "walk-form",
  imports: [ReactiveFormsModule, MatAutocompleteModule, MatButtonModule, MatCheckboxModule, MatDatepickerModule, MatFormFieldModule, MatInputModule, MatRadioModule, MatSelectModule, MatSlideToggleModule],
  template: `
    @if (sent()) { <p>Take a coat.</p> } @else {
    <form id="walk" [formGroup]="form" (ngSubmit)="submit()" style="display: grid; width: 420px">
      <mat-form-field><mat-label>Name</mat-label><input matInput formControlName="name"><mat-error>Please tell your name</mat-error></mat-form-field>
      <mat-form-field><mat-label>Length</mat-label><mat-select formControlName="length"><mat-option value="s">Short</mat-option><mat-option value="l">Long</mat-option></mat-select></mat-form-field>
      <mat-form-field><mat-label>Take along</mat-label><mat-select formControlName="take" multiple><mat-option value="dog">Dog</mat-option><mat-option value="map">Map</mat-option></mat-select></mat-form-field>
      <mat-form-field><mat-label>From</mat-label><input matInput formControlName="from" [matAutocomplete]="auto"><mat-autocomplete #auto><mat-option value="Ashton">Ashton</mat-option><mat-option value="Barton">Barton</mat-option></mat-autocomplete></mat-form-field>
      <mat-form-field><mat-label>Day</mat-label><input matInput formControlName="day" [matDatepicker]="picker"><mat-datepicker-toggle matIconSuffix [for]="picker" /><mat-datepicker #picker /></mat-form-field>
      <mat-radio-group formControlName="pace" aria-label="Pace"><mat-radio-button value="slow">Slow</mat-radio-button><mat-radio-button value="fast">Fast</mat-radio-button></mat-radio-group>
      <mat-slide-toggle formControlName="guide">With a guide</mat-slide-toggle>
      <mat-form-field><mat-label>Note</mat-label><textarea matInput formControlName="note"></textarea></mat-form-field>
      <mat-checkbox formControlName="agree">I have good shoes</mat-checkbox>
      <button matButton="filled" type="submit">Plan</button>
    </form> }`,
})
class Walk {
  sent = signal(false);
  form = new FormGroup({ name: new FormControl("", Validators.required), length: new FormControl(""), take: new FormControl([]), from: new FormControl(""), day: new FormControl(null), pace: new FormControl(""), guide: new FormControl(false), note: new FormControl(""), agree: new FormControl(false) });

  async submit(): Promise<void> {
    this.form.markAllAsTouched();
    if (this.form.invalid) return;
    this.sent.set((await send(this.form.value)).ok);
  }
}

bootstrapApplication(Walk, { providers: [provideZonelessChangeDetection(), provideNativeDateAdapter()] });
